/** The adapter: its name, what is used of it, and what it can do at best. */
import type { StepProfile } from '../../../engine/profile/step-profile';
import { messages } from '../../../messages';
import { formatSignificant } from '../../../messages/format';
import { adapterName } from '../../adapter-name';
import { useLabState } from '../../hooks/use-lab';

const text = messages.profile.adapter;

/** @param profile null before the first: then only the name is known */
export function AdapterLine({ profile }: { readonly profile: StepProfile | null }) {
  const adapter = useLabState((state) => state.adapter);
  if (!adapter) return null;
  return (
    <section className="profile-adapter" aria-label={messages.adapter.about}>
      <strong>{adapterName(adapter)}</strong>
      {profile && <Facts profile={profile} />}
    </section>
  );
}

function Facts({ profile: { features, timestamps, rates } }: { readonly profile: StepProfile }) {
  const { storage, workgroup } = rates.loadRates;
  const both = ({ f32, vec4f }: { readonly f32: number; readonly vec4f: number }) =>
    text.ofBoth(formatSignificant(f32), formatSignificant(vec4f));
  const peak = formatSignificant(rates.peakGflops);
  return (
    <>
      <p>
        {text.features(features)}. {timestamps ? text.timestamps : text.wallTime}.
      </p>
      <p>
        {text.rates(peak, both(storage), both(workgroup), both(rates.storeRates))};{' '}
        {text.overlap(rates.overlap, rates.storeOverlap)};{' '}
        {text.emptyDispatch(formatSignificant(rates.emptyDispatchMicroseconds))}.
      </p>
    </>
  );
}
