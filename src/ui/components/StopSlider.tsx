/** A slider that moves between stops, with its name, value and hint for those who do not see it. */
import { Slider } from '@base-ui/react/slider';

interface StopSliderProps {
  readonly label: string;
  /** Id of the element that explains it. */
  readonly describedBy: string;
  /** The stop it stands at, from 0. */
  readonly position: number;
  readonly count: number;
  /** Stops that the page keys jump. */
  readonly largeStep: number;
  readonly valueText: string;
  readonly onChange: (position: number) => void;
}

export function StopSlider(props: StopSliderProps) {
  const { label, describedBy, position, count, largeStep, valueText, onChange } = props;
  return (
    <Slider.Root
      className="slider"
      value={position}
      min={0}
      max={count - 1}
      largeStep={largeStep}
      thumbAlignment="edge"
      onValueChange={onChange}
    >
      <Slider.Control className="slider-control">
        <Slider.Track className="slider-track">
          <Slider.Indicator className="slider-indicator" />
          <Slider.Thumb
            className="slider-thumb"
            getAriaLabel={() => label}
            aria-describedby={describedBy}
            getAriaValueText={() => valueText}
          />
        </Slider.Track>
      </Slider.Control>
    </Slider.Root>
  );
}
