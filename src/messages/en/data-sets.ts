/** How data sets and their classes are called, and what the user should know of how one was read. */
export const dataSets = {
  glyphs: {
    name: 'Glyphs',
    /** By the names of the shapes. */
    classes: {
      ring: 'ring',
      crossing: 'crossing',
      triangle: 'triangle',
      wave: 'wave',
      gate: 'gate',
      bolt: 'bolt',
      eye: 'eye',
      arrow: 'arrow',
      knot: 'knot',
      rails: 'rails',
    },
  },
  fashionMnist: {
    name: 'Fashion-MNIST',
    classes: [
      'T-shirt/top',
      'trouser',
      'pullover',
      'dress',
      'coat',
      'sandal',
      'shirt',
      'sneaker',
      'bag',
      'ankle boot',
    ],
  },
  cifar10: {
    name: 'CIFAR-10',
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  },
  notices: {
    heldOut: (held: number, all: number) =>
      `The files hold no test set: the last ${held} of ${all} images are held out as one.`,
    notKept: (dataSet: string, reason: string) =>
      `${dataSet} could not be kept for the next visit: ${reason}`,
  },
} as const;
