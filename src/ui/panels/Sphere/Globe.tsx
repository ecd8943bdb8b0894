/** The unit sphere: its graticule, its outline, its north pole, and a veil through its centre that dims the far half. */
import { useFrame } from '@react-three/fiber';
import { type RefObject, useMemo, useRef } from 'react';
import { BufferAttribute, BufferGeometry, type Group, Vector3 } from 'three';
import { graticule } from './sphere-geometry';

export interface GlobeColours {
  readonly surface: string;
  readonly line: string;
  readonly pole: string;
}

interface GlobeProps {
  readonly colours: GlobeColours;
  /** The text at the north pole: moved with it. */
  readonly poleLabel: RefObject<HTMLElement | null>;
}

const OUTLINE_POINTS = 128;

function outline(): BufferGeometry {
  const points = new Float32Array(3 * OUTLINE_POINTS);
  for (let i = 0; i < OUTLINE_POINTS; i++) {
    const angle = (2 * Math.PI * i) / OUTLINE_POINTS;
    points.set([Math.cos(angle), Math.sin(angle), 0], 3 * i);
  }
  return new BufferGeometry().setAttribute('position', new BufferAttribute(points, 3));
}

export function Globe({ colours, poleLabel }: GlobeProps) {
  const lines = useMemo(
    () => new BufferGeometry().setAttribute('position', new BufferAttribute(graticule(), 3)),
    [],
  );
  const circle = useMemo(outline, []);
  const facing = useRef<Group>(null);
  const pole = useMemo(() => new Vector3(), []);

  useFrame(({ camera, size }) => {
    facing.current?.quaternion.copy(camera.quaternion);
    const label = poleLabel.current;
    if (!label) return;
    pole.set(0, 1, 0).project(camera);
    label.style.translate = `${((pole.x + 1) / 2) * size.width}px ${((1 - pole.y) / 2) * size.height}px`;
    // On the far side of the sphere the pole shows through the veil, and so does its name.
    label.style.opacity = camera.position.y > 0 ? '1' : '0.45';
  });

  return (
    <>
      <lineSegments geometry={lines} renderOrder={-1}>
        <lineBasicMaterial color={colours.line} transparent opacity={0.32} />
      </lineSegments>
      <group ref={facing}>
        <mesh renderOrder={1}>
          <circleGeometry args={[1, OUTLINE_POINTS]} />
          <meshBasicMaterial color={colours.surface} transparent opacity={0.68} depthWrite={false} />
        </mesh>
        <lineLoop geometry={circle} renderOrder={2}>
          <lineBasicMaterial color={colours.line} transparent opacity={0.8} depthTest={false} />
        </lineLoop>
      </group>
      <mesh position={[0, 1, 0]}>
        <sphereGeometry args={[0.018, 16, 12]} />
        <meshBasicMaterial color={colours.pole} transparent />
      </mesh>
    </>
  );
}
