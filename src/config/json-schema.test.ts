/** The published JSON Schema is the one schema's; `npx vitest run --project unit json-schema -u` writes it anew. */
import { expect, it } from 'vitest';
import { runConfigJsonSchema } from './json-schema';

it('is published as it is', async () => {
  const text = `${JSON.stringify(runConfigJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../public/run-config.schema.json');
});

it('describes every setting', () => {
  const undescribed = (schema: unknown, path: string): string[] => {
    const { properties } = schema as { properties?: Record<string, { description?: string }> };
    if (!properties) return [];
    return Object.entries(properties).flatMap(([name, property]) => {
      const inner = undescribed(property, `${path}${name}.`);
      const isGroup = 'properties' in property;
      return property.description || isGroup || name === '$schema' ? inner : [path + name, ...inner];
    });
  };
  expect(undescribed(runConfigJsonSchema(), '')).toEqual([]);
});
