/** The charts beside the main one, in the order of their tabs. */
import { lazy } from 'react';

export const FURTHER_CHARTS = [
  {
    name: 'norm',
    Chart: lazy(() => import('../NormChart/NormChart').then((module) => ({ default: module.NormChart }))),
  },
  {
    name: 'loss',
    Chart: lazy(() => import('../LossChart/LossChart').then((module) => ({ default: module.LossChart }))),
  },
  {
    name: 'gradient',
    Chart: lazy(() =>
      import('../GradientChart/GradientChart').then((module) => ({ default: module.GradientChart })),
    ),
  },
  {
    name: 'heatMap',
    Chart: lazy(() =>
      import('../FilterHeatMap/FilterHeatMap').then((module) => ({ default: module.FilterHeatMap })),
    ),
  },
] as const;
