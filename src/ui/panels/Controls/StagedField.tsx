/** The control of a setting that needs a new run: it shows the staged value, marked where it differs from the run. */

import { changeField, equalValues, readField } from '../../../config/field-values';
import type { FieldPath } from '../../../config/fields';
import { SettingField } from '../../components/SettingField';
import { useLab, useLabState } from '../../hooks/use-lab';

export function StagedField({ path }: { readonly path: FieldPath }) {
  const lab = useLab();
  const staged = useLabState((state) => state.staged);
  const run = useLabState((state) => state.run);
  const value = readField(staged, path);
  const changed = run !== null && !equalValues(value, readField(run.config, path));
  return (
    <SettingField
      path={path}
      value={value}
      changed={changed}
      accepts={(next) => !('error' in changeField(staged, path, next))}
      onChange={(field, next) => lab.change(field, next)}
    />
  );
}
