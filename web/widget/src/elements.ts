/** How are elements and pictures made without a framework and without HTML texts? */

const SVG = "http://www.w3.org/2000/svg";

/** A 24 × 24 line picture of the given paths; decoration, so that nobody reads it out. */
export function drawIcon(paths: readonly string[], className: string): SVGSVGElement {
	const svg = document.createElementNS(SVG, "svg");
	const attributes = { viewBox: "0 0 24 24", class: className, "aria-hidden": "true", focusable: "false" };
	for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
	for (const d of paths) {
		const path = document.createElementNS(SVG, "path");
		path.setAttribute("d", d);
		svg.append(path);
	}
	return svg;
}

/** Style sheets made by script need no permission of the page's CSP, unlike `<style>` and `style="…"`. */
export function adoptStyle(root: ShadowRoot, css: string): void {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
