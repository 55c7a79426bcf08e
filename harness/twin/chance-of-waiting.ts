/** The chance that all servers are busy when a call comes, which waits then (A. K. Erlang, 1917; his C). @param load in Erlang, below the servers */
export function chanceOfWaiting(servers: number, load: number): number {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}
