export const DEFAULT_PORT = 5665;
