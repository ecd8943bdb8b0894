/** The three sliders; their moves act on the running network at its next submit. */
import { HYPER_PARAMETER_NAMES } from '../../../config/run-config';
import { HyperParameterField } from '../../components/HyperParameterField';
import { useLab, useLabState } from '../../hooks/use-lab';

export function HyperParameters() {
  const lab = useLab();
  const values = useLabState((state) => state.hyperParameters);
  return (
    <div className="controls-group">
      {HYPER_PARAMETER_NAMES.map((name) => (
        <HyperParameterField
          key={name}
          name={name}
          value={values[name]}
          onChange={(value) => lab.setHyperParameter(name, value)}
        />
      ))}
    </div>
  );
}
