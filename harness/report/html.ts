/** Reports as one HTML file each. */
export { pageAssets } from './html/page-assets.ts';
export { renderRunHtml } from './html/run-page.ts';
