/** The profile of the present run's training step, over the page: what each kernel costs, and why. */
import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { type RefObject, useState } from 'react';
import { messages } from '../../../messages';
import { Button } from '../../components/Button';
import { icons } from '../../components/icons';
import { useLab, useLabState } from '../../hooks/use-lab';
import { AdapterLine } from './AdapterLine';
import { KernelChoices } from './KernelChoices';
import { KernelDetail } from './KernelDetail';
import { KernelTable } from './KernelTable';
import { LiveCounters } from './LiveCounters';
import { ProfileControls } from './ProfileControls';
import { StepSummary } from './StepSummary';
import './Profile.css';

const text = messages.profile;

interface ProfileDialogProps {
  /** Gets the focus back. */
  readonly opener: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ProfileDialog({ opener, onClose }: ProfileDialogProps) {
  const lab = useLab();
  const profile = useLabState((state) => state.profile);
  // By its code: a kernel that a new profile finds again stays open.
  const [code, setCode] = useState<string | null>(null);
  const chosen = profile?.kernels.find((kernel) => kernel.code === code) ?? null;
  const close = () => {
    lab.cancelProfile();
    onClose();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="profile-backdrop" />
        <Dialog.Popup className="profile" finalFocus={opener}>
          <header className="profile-header">
            <Dialog.Title className="profile-title">{text.title}</Dialog.Title>
            <ProfileControls />
            <Dialog.Close
              render={<Button kind="quiet" icon={icons.close} aria-label={text.close} title={text.close} />}
            />
          </header>
          <Tabs.Root className="profile-tabs" defaultValue="step">
            <Tabs.List className="tab-list" activateOnFocus aria-label={text.title}>
              <Tabs.Tab className="tab" value="step">
                {text.table.title}
              </Tabs.Tab>
              <Tabs.Tab className="tab" value="choices">
                {messages.kernelChoices.title}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel className="profile-page" value="step">
              <div className="profile-facts">
                <AdapterLine profile={profile} />
                {profile && <StepSummary profile={profile} />}
                <LiveCounters />
              </div>
              {profile ? (
                <div className="profile-body">
                  <KernelTable
                    profile={profile}
                    chosen={chosen}
                    onChoose={(kernel) => setCode(kernel.code)}
                  />
                  {chosen && (
                    <KernelDetail
                      key={chosen.code}
                      profile={profile}
                      kernel={chosen}
                      onClose={() => setCode(null)}
                    />
                  )}
                </div>
              ) : (
                <p className="profile-empty">{text.empty}</p>
              )}
            </Tabs.Panel>
            <Tabs.Panel className="profile-page" value="choices">
              <KernelChoices />
            </Tabs.Panel>
          </Tabs.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
