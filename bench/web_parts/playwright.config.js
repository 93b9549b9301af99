// The peer's settings: the same browser, workers and evidence as ours.
module.exports = {
  testDir: __dirname,
  testMatch: 'journey.spec.js',
  fullyParallel: true,
  workers: Number(process.env.WORKERS),
  reporter: 'line',
  outputDir: process.env.OUTPUT,
  use: {
    baseURL: process.env.SHOP,
    screenshot: 'only-on-failure',
    trace: 'off',
    video: 'off',
    launchOptions: { executablePath: process.env.BROWSER, args: process.env.ARGS.split(' ') },
  },
};
