/**
 * One filter on the sphere: its way, its present place and the band of one predicted step around it. Buffers are
 * made once and overwritten, so that a drawing allocates nothing on the GPU.
 */
import {
  BufferAttribute,
  BufferGeometry,
  type Color,
  DoubleSide,
  DynamicDrawUsage,
  Group,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshBasicMaterial,
  SphereGeometry,
} from 'three';
import type { FilterTrajectory } from '../../../lab/run-record';
import { ARC_POINTS, type FilterState, opacityOf, writeBand, writePosition } from './sphere-geometry';

/** Room for the record's longest trajectory: 512 points, the reference and the present place. */
const CAPACITY = 514;
/** Half the length in rad of the band's arc: long enough to be seen, short enough for six of them. */
const BAND_HALF_WIDTH = 0.3;
const HEAD_RADIUS = 0.022;

export interface TraceColours {
  readonly line: Color;
  readonly band: Color;
}

/** Triangles between the two edges of a strip of 2 × `ARC_POINTS` points. */
function stripTriangles(): number[] {
  return Array.from({ length: ARC_POINTS - 1 }, (_, i) => 2 * i).flatMap((i) => [
    ...[i, i + 1, i + 2],
    ...[i + 1, i + 3, i + 2],
  ]);
}

function dynamicAttribute(points: number, size: number): BufferAttribute {
  return new BufferAttribute(new Float32Array(points * size), size).setUsage(DynamicDrawUsage);
}

export class FilterTrace {
  readonly object = new Group();
  private readonly positions = dynamicAttribute(CAPACITY, 3);
  private readonly colours = dynamicAttribute(CAPACITY, 4);
  private readonly bandPositions = dynamicAttribute(2 * ARC_POINTS, 3);
  private readonly line: Line<BufferGeometry, LineBasicMaterial>;
  private readonly head: Mesh<SphereGeometry, MeshBasicMaterial>;
  private readonly band: Mesh<BufferGeometry, MeshBasicMaterial>;

  constructor() {
    const lineGeometry = new BufferGeometry();
    lineGeometry.setAttribute('position', this.positions);
    lineGeometry.setAttribute('color', this.colours);
    this.line = new Line(lineGeometry, new LineBasicMaterial({ vertexColors: true, transparent: true }));
    this.head = new Mesh(
      new SphereGeometry(HEAD_RADIUS, 16, 12),
      new MeshBasicMaterial({ transparent: true }),
    );
    const bandGeometry = new BufferGeometry();
    bandGeometry.setAttribute('position', this.bandPositions);
    bandGeometry.setIndex(stripTriangles());
    const bandMaterial = new MeshBasicMaterial({ transparent: true, opacity: 0.6, side: DoubleSide });
    this.band = new Mesh(bandGeometry, bandMaterial);
    for (const part of [this.band, this.line, this.head]) {
      // Its bounds change with every step; three would keep the first ones.
      part.frustumCulled = false;
      this.object.add(part);
    }
    this.hide();
  }

  hide(): void {
    this.object.visible = false;
  }

  /** Overwrites the trace. @param step AU* in rad, null where theory does not apply: then there is no band */
  show(way: FilterTrajectory, step: number | null, colours: TraceColours): void {
    const count = Math.min(CAPACITY, way.steps.length);
    this.object.visible = count > 0 && way.radius > 0;
    if (!this.object.visible) return;
    const first = way.steps.length - count;
    for (let point = 0; point < count; point++)
      this.writePoint(point, stateAt(way, first + point), way, colours.line);
    this.positions.needsUpdate = true;
    this.colours.needsUpdate = true;
    this.line.geometry.setDrawRange(0, count);

    const present = stateAt(way, way.steps.length - 1);
    this.head.position.fromBufferAttribute(this.positions, count - 1);
    this.head.material.color.copy(colours.line);
    this.band.visible = step !== null;
    if (step === null) return;
    const azimuth = Math.atan2(present.axisSecond, present.axisFirst);
    const radius = present.norm / way.radius;
    writeBand(
      this.bandPositions.array as Float32Array,
      radius,
      present.referenceAngle,
      azimuth,
      step,
      BAND_HALF_WIDTH,
    );
    this.bandPositions.needsUpdate = true;
    this.band.material.color.copy(colours.band);
  }

  dispose(): void {
    for (const part of [this.line, this.head, this.band]) {
      part.geometry.dispose();
      part.material.dispose();
    }
  }

  private writePoint(point: number, state: FilterState, way: FilterTrajectory, colour: Color): void {
    writePosition(this.positions.array as Float32Array, 3 * point, state, way.radius);
    this.colours.setXYZW(point, colour.r, colour.g, colour.b, opacityOf(state));
  }
}

function stateAt(way: FilterTrajectory, point: number): FilterState {
  return {
    norm: way.norm[point] ?? 0,
    referenceAngle: way.angle[point] ?? 0,
    axisFirst: way.axisFirst[point] ?? 0,
    axisSecond: way.axisSecond[point] ?? 0,
  };
}
