/** What the form's longest fields offer. */
import { clip } from '../../src/core/clip.ts';
import type { Catalogue } from '../../src/core/text/index.ts';
import type { Choices } from '../../src/ports/adapter.ts';
import type { ChoiceSet, TextInput } from './card.ts';

/** The value of "all of them", as an empty one is no choice. A typed field is left empty for it. */
export const ALL_APPS = '*';

/** More are no list to look through on a phone; their name is typed. */
const MOST_APPS = 200;
const MOST_TITLE = 80;

/** A list, or a field to type a name or an appid in: that is read as in a command. */
export function appField(
  said: readonly string[],
  apps: Choices['apps'],
  words: Catalogue['forms'],
  isListed: boolean,
): Omit<ChoiceSet, 'id'> | Omit<TextInput, 'id'> {
  const named = apps.find(({ appid }) => said.includes(appid));
  if (!isListed || apps.length > MOST_APPS)
    return {
      type: 'Input.Text',
      label: words.app,
      placeholder: words.typedApp,
      value: named?.appid ?? '',
    };
  return {
    type: 'Input.ChoiceSet',
    label: words.app,
    style: 'filtered',
    choices: [
      { title: words.allApps, value: ALL_APPS },
      ...apps.map(({ appid, name }) => ({ title: clip(name || appid, MOST_TITLE), value: appid })),
    ],
    value: named?.appid ?? ALL_APPS,
    isRequired: true,
    errorMessage: words.needed,
  };
}

/** Where all zones are too many: a city for each time people live by. Some have two names, by the age of the zone data. */
export function zonesOffered({ zones }: Choices): string[] {
  return COMMON.split(/\s+/).filter((zone) => zones.includes(zone));
}

const COMMON = `Asia/Shanghai Asia/Hong_Kong Asia/Taipei Asia/Singapore Asia/Tokyo Asia/Seoul Asia/Manila
Asia/Bangkok Asia/Jakarta Asia/Kuala_Lumpur Asia/Dhaka Asia/Calcutta Asia/Kolkata Asia/Katmandu Asia/Kathmandu Asia/Karachi Asia/Tashkent Asia/Kabul
Asia/Dubai Asia/Tehran Asia/Riyadh Asia/Jerusalem Asia/Rangoon Asia/Yangon Asia/Almaty
Europe/London Europe/Dublin Europe/Lisbon Europe/Paris Europe/Berlin Europe/Madrid Europe/Rome Europe/Amsterdam Europe/Zurich
Europe/Stockholm Europe/Warsaw Europe/Athens Europe/Helsinki Europe/Istanbul Europe/Moscow
Africa/Lagos Africa/Cairo Africa/Johannesburg Africa/Nairobi Africa/Casablanca
America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage America/Toronto
America/Vancouver America/Halifax America/St_Johns America/Mexico_City America/Bogota America/Lima America/Santiago
America/Sao_Paulo America/Buenos_Aires America/Argentina/Buenos_Aires Pacific/Honolulu Pacific/Auckland Australia/Sydney Australia/Brisbane
Australia/Adelaide Australia/Darwin Australia/Perth UTC`;
