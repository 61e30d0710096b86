/** IANA time zones, as this runtime knows them. */

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    // An offset such as "+08:00" is accepted by Intl, but has no daylight saving and no name to print.
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}
