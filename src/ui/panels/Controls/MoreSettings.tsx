/** All further settings, folded away until they are wanted. */
import { Collapsible } from '@base-ui/react/collapsible';
import { FIELDS, type FieldPath } from '../../../config/fields';
import { messages } from '../../../messages';
import { icons } from '../../components/icons';
import { useLabState } from '../../hooks/use-lab';
import { StagedField } from './StagedField';

const GROUPS: readonly (readonly [
  name: keyof typeof messages.controls.groups,
  paths: readonly FieldPath[],
])[] = [
  ['run', ['seed', 'steps', 'testInterval']],
  [
    'network',
    [
      'network.channels',
      'network.strides',
      'network.downsampling',
      'network.batchNorm',
      'network.batchNormEpsilon',
      'network.initialScale',
      'network.initialScales',
    ],
  ],
  [
    'optimizer',
    [
      'optimizer.nesterov',
      'optimizer.dampening',
      'optimizer.decayForm',
      'optimizer.learningRateIn',
      'optimizer.decay.convolution',
      'optimizer.decay.dense',
      'optimizer.decay.batchNorm',
      'optimizer.decay.bias',
      'optimizer.learningRateFactor.convolution',
      'optimizer.learningRateFactor.dense',
      'optimizer.learningRateFactor.batchNorm',
      'optimizer.learningRateFactor.bias',
    ],
  ],
  [
    'schedule',
    [
      'schedule.kind',
      'schedule.warmUp',
      'schedule.milestones',
      'schedule.factor',
      'schedule.length',
      'schedule.decayFollowsLearningRate',
    ],
  ],
  ['data', ['data.subset', 'data.order', 'data.labelNoise']],
];

/** Where they fit without scrolling they are open from the start. */
const TALL = '(min-width: 1100px) and (min-height: 1000px)';

export function MoreSettings() {
  const staged = useLabState((state) => state.staged);
  return (
    <Collapsible.Root className="more-settings" defaultOpen={window.matchMedia(TALL).matches}>
      <Collapsible.Trigger className="more-settings-trigger">
        {icons.chevron}
        {messages.controls.moreSettings}
      </Collapsible.Trigger>
      <Collapsible.Panel className="more-settings-groups">
        {GROUPS.map(([name, paths]) => (
          <fieldset key={name}>
            <legend>{messages.controls.groups[name]}</legend>
            {paths
              .filter((path) => FIELDS[path].applies?.(staged) ?? true)
              .map((path) => (
                <StagedField key={path} path={path} />
              ))}
          </fieldset>
        ))}
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}
