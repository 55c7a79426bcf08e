import { build, stop } from 'esbuild';

/**
 * esbuild's `build`. Its service is a process of this one's group: Ctrl-C in a terminal ends it, and it is then started again.
 * @throws BuildFailure for what is wrong with the sources
 */
export const steadyBuild: typeof build = async options => {
  try {
    return await build(options);
  } catch (error) {
    const isOfSources = 'errors' in (error as object);
    if (isOfSources) throw error;
    await stop();
    return build(options);
  }
};
