/** Reports as one HTML file each. */

export { renderCompareHtml } from './html/compare-page.ts';
export { pageAssets } from './html/page-assets.ts';
export { renderRunHtml } from './html/run-page.ts';
