/** Is the panel open, is the sound on, which product lies ready? What the page and the panel both can change. */

import type { CardBody } from "@kefu/client";
import { remembered } from "./logic/remembered.js";

export interface ShellSnapshot {
	open: boolean;
	/** Somebody opened it just now, and wants to write. */
	takesFocus: boolean;
	muted: boolean;
	/** The product being viewed, not sent and not put away. */
	product: CardBody | null;
	/** The page asked for it by `showProduct`, so it is offered even if it was sent before. */
	insists: boolean;
}

export class Shell {
	snapshot: ShellSnapshot;
	#listeners = new Set<() => void>();

	constructor(product: CardBody | null) {
		this.snapshot = { open: false, takesFocus: false, muted: remembered.muted(), product, insists: false };
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	change(patch: Partial<ShellSnapshot>): void {
		this.snapshot = { ...this.snapshot, ...patch };
		for (const listener of this.#listeners) listener();
	}

	mute(muted: boolean): void {
		remembered.setMuted(muted);
		this.change({ muted });
	}
}
