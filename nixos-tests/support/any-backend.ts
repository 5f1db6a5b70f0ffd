/** Every backend plays itself: nothing is asked. */
export const anyBackend: ReadonlyMap<string, string> = new (class extends Map<string, string> {
  override get(address: string): string {
    return address;
  }
  override has(): boolean {
    return true;
  }
})();
