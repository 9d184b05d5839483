/** Brings one message of the log into view, and marks it for a moment. */

import type { Seq } from "@kefu/client";

export function showMessage(panel: HTMLElement | null, seq: Seq): void {
	// Two frames: the pages that were just loaded are drawn by then, and the log stands where it stood.
	requestAnimationFrame(() =>
		requestAnimationFrame(() => {
			const line = panel?.querySelector(`[data-seq="${seq}"]`);
			line?.scrollIntoView({ block: "center", behavior: "instant" });
			line?.classList.add("found");
			line?.addEventListener("animationend", () => line.classList.remove("found"), { once: true });
		}),
	);
}
