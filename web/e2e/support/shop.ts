/** A shop's page on an origin of its own, with one line of HTML for the chat and a strict policy. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** `data-…` of the script tag, and the language of the page. */
export interface Visit {
	attributes?: Record<string, string>;
	lang?: string;
}

export class Shop {
	readonly #pages = new Map<string, string>();
	readonly #listener: Server;
	/** Where the chat is; set before the first page. */
	chat = "";

	private constructor(listener: Server) {
		this.#listener = listener;
		listener.on("request", (request, response) => {
			const page = this.#pages.get(request.url ?? "");
			response.writeHead(page ? 200 : 404, {
				"Content-Type": "text/html; charset=utf-8",
				"Content-Security-Policy": policyFor(this.chat),
			});
			response.end(page);
		});
	}

	static async start(): Promise<Shop> {
		const listener = createServer();
		await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
		return new Shop(listener);
	}

	/** By name and not by number, so that the chat is on another site, not only on another port. */
	get origin(): string {
		return `http://localhost:${(this.#listener.address() as AddressInfo).port}`;
	}

	/** The address of a page with this script tag. */
	page({ attributes = {}, lang = "en" }: Visit = {}): string {
		const path = `/${this.#pages.size + 1}`;
		const data = Object.entries(attributes).map(([name, value]) => `data-${name}="${escaped(value)}"`);
		this.#pages.set(
			path,
			`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tea shop</title>
<script async src="${this.chat}/widget.js" ${data.join(" ")}></script>
</head>
<body><main><h1>Tea shop</h1><p>Green tea, 100 g.</p><a href="#basket">Basket</a></main></body>
</html>`,
		);
		return this.origin + path;
	}

	async stop(): Promise<void> {
		this.#listener.closeAllConnections();
		await new Promise((done) => this.#listener.close(done));
	}
}

/** What the README asks a shop with a strict policy to allow, and nothing more. */
function policyFor(chat: string): string {
	const socket = chat.replace("http", "ws");
	return [
		"default-src 'none'",
		`script-src ${chat}`,
		`style-src ${chat}`,
		`img-src ${chat}`,
		`connect-src ${chat} ${socket}`,
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
}

function escaped(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
