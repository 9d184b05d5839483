/** Which of a browser's tabs holds the socket? The one that holds the Web Lock; a channel connects them all. */

/** What goes over the channel: from whom, to whom (or all), in which leader's time. */
interface Envelope<M> {
	from: string;
	to: string | null;
	term: number;
	message: M;
}

export interface GroupEvents<M> {
	/** `leading`: the sender is the leader, as far as is known. */
	hear(message: M, from: string): void;
	/** It is us now. */
	lead(): void;
	/** It is somebody else now: our page was frozen, and another one took over. */
	follow(): void;
}

export class Group<M> {
	readonly id = freshId();
	leads = false;
	/** Rises with each leader; what an earlier one still says is not heard. */
	#term = 0;
	#channel: BroadcastChannel | null = null;
	#place: AbortController | null = null;
	#release: (() => void)[] = [];

	constructor(
		private readonly name: string,
		private readonly events: GroupEvents<M>,
	) {}

	join(): void {
		this.#channel = new BroadcastChannel(this.name);
		this.#channel.onmessage = ({ data }: { data: Envelope<M> }) => this.#hear(data);
		// Held as long as this tab lives, so that the leader learns when it is gone.
		this.#hold(`${this.name}:${this.id}`, {}, () => this.#channel !== null).catch(() => {});
		void this.#queue(false);
	}

	post(message: M, to: string | null = null): void {
		this.#channel?.postMessage({ from: this.id, to, term: this.leads ? this.#term : 0, message } satisfies Envelope<M>);
	}

	/** The leader does not answer: a frozen page keeps its lock. */
	takeOver(): void {
		if (!this.leads) void this.#queue(true);
	}

	/** Settles when that tab is gone, however it went. */
	async left(id: string): Promise<void> {
		await navigator.locks.request(`${this.name}:${id}`, () => {}).catch(() => {});
	}

	leave(): void {
		this.leads = false;
		this.#place?.abort();
		this.#place = null;
		for (const release of this.#release.splice(0)) release();
		this.#channel?.close();
		this.#channel = null;
	}

	#hear({ from, to, term, message }: Envelope<M>): void {
		if (to !== null && to !== this.id) return;
		if (term > 0 && term < this.#term) return;
		this.#term = Math.max(this.#term, term);
		this.events.hear(message, from);
	}

	/** Waits for the lock, or takes it away from its holder, and waits again when it was taken away. */
	async #queue(steal: boolean): Promise<void> {
		this.#place?.abort();
		const place = new AbortController();
		this.#place = place;
		let stolen = true;
		try {
			await this.#hold(this.name, steal ? { steal } : { signal: place.signal }, () => this.#begin(place));
		} catch (error) {
			// A sandboxed page may have no locks at all; then it is on its own.
			stolen = (error as Partial<Error> | null)?.name === "AbortError";
		}
		if (this.#place !== place) return;
		if (!stolen) {
			this.#begin(place);
			return;
		}
		this.leads = false;
		this.events.follow();
		void this.#queue(false);
	}

	/** `begin` says whether the lock is still wanted: it may be granted to somebody who left a moment before. */
	#hold(name: string, options: LockOptions, begin: () => boolean): Promise<void> {
		return navigator.locks.request(name, options, () => {
			if (!begin()) return;
			return new Promise<void>((release) => this.#release.push(release));
		});
	}

	#begin(place: AbortController): boolean {
		if (this.#place !== place) return false;
		if (this.leads) return true;
		this.leads = true;
		this.#term = Math.max(Date.now(), this.#term + 1);
		this.events.lead();
		return true;
	}
}

/** A UUID, where `crypto.randomUUID` is missing too: browsers keep it from pages without TLS. */
export function freshId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Whether tabs of this platform can find each other. */
export function canShare(): boolean {
	return typeof BroadcastChannel === "function" && typeof navigator === "object" && "locks" in navigator;
}
