/** A bad network: a TCP proxy that cuts, resets, swallows. */

import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

interface Pair {
	near: Socket;
	far: Socket;
	/** Bytes of this connection go nowhere any more, both ways, and nobody is told. */
	swallows: boolean;
}

export class BadNetwork {
	private readonly pairs = new Set<Pair>();
	/** New connections are swallowed from the start. */
	private dark = false;
	/** How many connections there were. */
	accepted = 0;

	private constructor(
		private readonly server: Server,
		private readonly target: number,
	) {}

	static async to(target: number): Promise<BadNetwork> {
		const server = createServer();
		const proxy = new BadNetwork(server, target);
		server.on("connection", (near) => proxy.join(near));
		await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Ends all connections: politely, so that each side sees an end of the stream. */
	cut(): void {
		for (const { near, far } of this.pairs) {
			near.destroy();
			far.destroy();
		}
	}

	/** Ends all connections with RST; what was under way is lost. */
	reset(): void {
		for (const { near, far } of this.pairs) {
			near.resetAndDestroy();
			far.resetAndDestroy();
		}
	}

	/** From now on nothing passes on the connections that are open, though they stay so. */
	stall(): void {
		for (const pair of this.pairs) pair.swallows = true;
	}

	/** Everything is swallowed, new connections too, until `light`. */
	darken(): void {
		this.dark = true;
		this.stall();
	}

	light(): void {
		this.dark = false;
	}

	async close(): Promise<void> {
		this.cut();
		await new Promise((done) => this.server.close(done));
	}

	private join(near: Socket): void {
		this.accepted++;
		const far = connect(this.target, "127.0.0.1");
		const pair: Pair = { near, far, swallows: this.dark };
		this.pairs.add(pair);
		this.pump(pair, near, far);
		this.pump(pair, far, near);
	}

	private pump(pair: Pair, from: Socket, to: Socket): void {
		from.on("data", (bytes) => {
			if (!pair.swallows) to.write(bytes);
		});
		from.on("error", () => {});
		from.on("close", () => {
			this.pairs.delete(pair);
			if (!pair.swallows) to.destroy();
		});
	}
}
