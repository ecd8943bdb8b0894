/** onnxruntime-web as a second opinion on our inference kernels, for every preset, after some training. */
import { LabPage } from './support/lab-page';
import { expect, test } from './support/test';

const NETWORKS = [
  'network.channels=8,16,32',
  'network.channels=6,8,8&network.downsampling=max-pool',
  'network.channels=4,8,8&network.downsampling=average-pool',
  'network.channels=4,8,8&network.batchNorm=false&optimizer.learningRate=0.01',
  'network.kind=resnet8&network.channels=4,8,8',
  'network.kind=resnet20&network.channels=4,4,8',
];

for (const network of NETWORKS) {
  test(`agrees for ${network}`, async ({ page, open }) => {
    const lab = new LabPage(page);
    await open(`#v=1&${network}&batchSize=16&data.subset=256&steps=20`);
    await lab.ready();
    await lab.button('Train').click();
    await lab.untilStep(20);
    await lab.ready();
    await page.getByRole('tab', { name: 'Inference' }).click();
    await lab.button('Check inference').click();
    await expect(page.getByText('Passed', { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('256 test images')).toBeVisible();
  });
}
