/** Says what is wrong with a card, element by element: the schema's own answer is fifty lines for one fault. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';

const SCHEMA = 'http://adaptivecards.io/schemas/adaptive-card.json';

const schema = JSON.parse(
  readFileSync(
    new URL('../fixtures/teams/adaptive-card-1.5.0.schema.json', import.meta.url),
    'utf8',
  ),
) as { id?: string; definitions: Record<string, object> };
const draft06 = createRequire(import.meta.url)('ajv/dist/refs/json-schema-draft-06.json');

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addMetaSchema(draft06);
const { id: _, ...named } = schema;
ajv.addSchema({ ...named, $id: SCHEMA });
const compiled = new Map<string, ValidateFunction>();

/**
 * Empty when every typed element is valid; Teams' own are left out first: `msteams`, and the style `filtered`,
 * which its documentation has since 1.5 and the schema hasn't.
 */
export function schemaFaults(node: unknown, path = ''): string[] {
  if (Array.isArray(node))
    return node.flatMap((one, index) => schemaFaults(one, `${path}/${index}`));
  if (typeof node !== 'object' || node === null) return [];
  const { msteams, ...element } = node as Record<string, unknown>;
  if (element['type'] === 'Input.ChoiceSet' && element['style'] === 'filtered')
    delete element['style'];
  return [...own(element, path), ...inner(element, path)];
}

function own(element: Record<string, unknown>, path: string): string[] {
  const { type } = element;
  if (typeof type !== 'string') return [];
  if (!schema.definitions[type]) return [`${path}: no such element: ${type}`];
  const validate = compiled.get(type) ?? ajv.compile({ $ref: `${SCHEMA}#/definitions/${type}` });
  compiled.set(type, validate);
  if (validate(bare(element))) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${path} (${type})${instancePath} ${message}`,
  );
}

function inner(element: Record<string, unknown>, path: string): string[] {
  return Object.entries(element).flatMap(([key, value]) => schemaFaults(value, `${path}/${key}`));
}

/** Children that name their type are looked at on their own. */
function bare(element: Record<string, unknown>): Record<string, unknown> {
  const empty = Object.entries(element).map(([key, value]) =>
    Array.isArray(value) && value.some(isTyped) ? [key, []] : [key, value],
  );
  return Object.fromEntries(empty);
}

function isTyped(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'type' in node;
}
