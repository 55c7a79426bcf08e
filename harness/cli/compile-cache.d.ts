export function useCompileCache(): void;
export function privateFolder(cacheHome: string | undefined, home: string): string | null;
