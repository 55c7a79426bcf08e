/** Saves a text as a file, without asking anybody on the network. */
export function saveText(text: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = fileName;
  link.click();
  // The browser has the blob by the next turn; kept, it would hold the record in memory twice.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
