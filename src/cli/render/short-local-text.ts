/** `Mon 15 Mar 2027 06:00 -04:00` without year and offset; other texts stay. */
export function shortLocalText(text: string): string {
  return text.replace(/^(\w{3} \d{1,2} \w{3}) \d{4} (\d{2}:\d{2}) [+-]\d{2}:\d{2}$/, '$1 $2')
}
