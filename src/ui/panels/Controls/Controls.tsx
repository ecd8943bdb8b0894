/** The left column: running, the three sliders that act at once, and the settings of which each needs a new run. */
import type { FieldPath } from '../../../config/fields';
import { DataControls } from '../Data/DataControls';
import { Experiments } from './Experiments';
import { HyperParameters } from './HyperParameters';
import { MoreSettings } from './MoreSettings';
import { RunButtons } from './RunButtons';
import { StagedChanges } from './StagedChanges';
import { StagedField } from './StagedField';
import './Controls.css';

const MAIN_SETTINGS: readonly FieldPath[] = ['network.kind', 'data.source', 'batchSize'];

export function Controls() {
  return (
    <div className="controls">
      <RunButtons />
      <div className="controls-scroll">
        <HyperParameters />
        <div className="controls-group">
          {MAIN_SETTINGS.map((path) => (
            <StagedField key={path} path={path} />
          ))}
          <DataControls />
        </div>
        <MoreSettings />
        <Experiments />
      </div>
      <StagedChanges />
    </div>
  );
}
