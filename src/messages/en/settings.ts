/** How the settings of a run are called, what each does, and how its choices are called; by their paths. */
export const settings = {
  'optimizer.learningRate': { label: 'Learning rate', help: 'Length of a step, η.' },
  'optimizer.weightDecay': { label: 'Weight decay', help: 'Pull towards zero, λ, added to the gradient.' },
  'optimizer.momentum': { label: 'Momentum', help: 'Share α of the momentum buffer kept per step.' },
  'optimizer.dampening': {
    label: 'Dampening',
    help: 'Share of the gradient that is kept out of the momentum buffer.',
  },
  'optimizer.nesterov': {
    label: 'Nesterov',
    help: 'Step along the gradient seen one momentum step ahead.',
  },
  'optimizer.decayForm': {
    label: 'Decay is',
    help: 'Weight decay as a part of the gradient, or as a step of its own beside the momentum buffer (SGDW).',
    choices: { coupled: 'Coupled', decoupled: 'Decoupled' },
  },
  'optimizer.learningRateIn': {
    label: 'η acts in',
    help: 'η multiplies the momentum buffer at each step (PyTorch), or each gradient on its way into the buffer.',
    choices: { step: 'Step', buffer: 'Buffer' },
  },
  'optimizer.learningRateFactor.convolution': {
    label: 'η × convolutions',
    help: 'Factor on the learning rate of convolution weights.',
  },
  'optimizer.learningRateFactor.dense': {
    label: 'η × dense layer',
    help: 'Factor on the learning rate of the last layer’s weights.',
  },
  'optimizer.learningRateFactor.batchNorm': {
    label: 'η × BatchNorm',
    help: 'Factor on the learning rate of γ and β.',
  },
  'optimizer.learningRateFactor.bias': {
    label: 'η × biases',
    help: 'Factor on the learning rate of the last layer’s biases.',
  },
  'optimizer.decay.convolution': {
    label: 'Decay convolutions',
    help: 'Weight decay acts on convolution weights.',
  },
  'optimizer.decay.dense': {
    label: 'Decay dense layer',
    help: 'Weight decay acts on the last layer’s weights.',
  },
  'optimizer.decay.batchNorm': {
    label: 'Decay BatchNorm',
    help: 'Weight decay acts on γ and β: this can kill filters.',
  },
  'optimizer.decay.bias': { label: 'Decay biases', help: 'Weight decay acts on the last layer’s biases.' },
  'schedule.kind': {
    label: 'Schedule',
    help: 'How the learning rate goes on from what its slider stands at.',
    choices: { constant: 'Constant', step: 'Steps', cosine: 'Cosine', exponential: 'Exponential' },
  },
  'schedule.warmUp': {
    label: 'Warm-up',
    help: 'Steps over which the learning rate rises linearly to its value; 0: none.',
  },
  'schedule.milestones': {
    label: 'Milestones',
    help: 'Steps at each of which the learning rate is multiplied by the factor.',
  },
  'schedule.factor': {
    label: 'Factor',
    help: 'On the learning rate: at each milestone; at the cosine’s end; or over each length of the exponential.',
  },
  'schedule.length': {
    label: 'Length',
    help: 'Steps from the end of the warm-up over which the learning rate falls to the factor’s share.',
  },
  'schedule.decayFollowsLearningRate': {
    label: 'Decay follows η',
    help: 'The schedule multiplies the weight decay, too.',
  },
  'network.kind': {
    label: 'Network',
    help: 'The network that is trained.',
    choices: { conv3: '3-conv net', resnet8: 'ResNet-8', resnet20: 'ResNet-20' },
  },
  'network.channels': {
    label: 'Channels',
    help: 'Filters of the three convolutions, or of the three stages of a ResNet.',
  },
  'network.strides': { label: 'Strides', help: 'Strides of the three convolutions.' },
  'network.downsampling': {
    label: 'Downsampling',
    help: 'How the image is halved where the stride is 2.',
    choices: { stride: 'Stride', 'max-pool': 'Max pooling', 'average-pool': 'Average pooling' },
  },
  'network.batchNorm': {
    label: 'BatchNorm',
    help: 'Off is the control: without it the theory does not apply.',
  },
  'network.batchNormEpsilon': {
    label: 'BatchNorm ε',
    help: 'Added to the variance; a large one breaks the scale invariance.',
  },
  'network.initialScale': { label: 'Initial scale', help: 'Factor on the initial convolution weights.' },
  'network.initialScales': {
    label: 'Scales of layers',
    help: 'Further factors on the initial weights of single layers, e.g. conv1:0.05,conv2:20.',
  },
  'data.source': {
    label: 'Data set',
    help: 'The images that are learned.',
    choices: { glyphs: 'Glyphs (generated)', 'fashion-mnist': 'Fashion-MNIST', files: 'Own files' },
  },
  'data.subset': { label: 'Training images', help: 'Number of training images used.', emptyLabel: 'All' },
  'data.order': {
    label: 'Order',
    help: 'Order in which an epoch meets the training images.',
    choices: { shuffled: 'Shuffled', sequential: 'As in the files' },
  },
  'data.labelNoise': {
    label: 'Label noise',
    help: 'Share of the training labels replaced by another class.',
  },
  batchSize: { label: 'Batch size', help: 'Images per step.' },
  seed: {
    label: 'Seed',
    help: 'Decides the initial weights, the order of the images and the generated data.',
  },
  steps: {
    label: 'Steps',
    help: 'The run pauses by itself after this step.',
    emptyLabel: 'Until paused',
  },
  testInterval: {
    label: 'Test interval',
    help: 'Steps between two measurements of the test accuracy.',
  },
} as const;
