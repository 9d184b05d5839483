/** How does a file get to the server, with progress where the platform can tell it? */

import type { UploadOptions } from "./api.js";
import { offline } from "./error.js";
import { failure, type Http } from "./http.js";
import type { Upload } from "./model.js";

export async function upload(http: Http, file: Blob, options: UploadOptions = {}): Promise<Upload> {
	const form = new FormData();
	const name = options.name ?? (file as Partial<File>).name ?? "file";
	form.append("file", file, name);
	if (options.onProgress && typeof XMLHttpRequest === "function") return send(http, form, options);
	const { signal } = options;
	const uploaded = await http.call<Upload>("/upload", { method: "POST", body: form, ...(signal && { signal }) });
	options.onProgress?.(file.size, file.size);
	return uploaded;
}

/** `fetch` does not tell how much of a body has left; XMLHttpRequest does. */
async function send(http: Http, form: FormData, options: UploadOptions, again = true): Promise<Upload> {
	const token = await http.bearer.current();
	const request = new XMLHttpRequest();
	const answered = new Promise<void>((resolve, reject) => {
		request.onload = () => resolve();
		request.onerror = request.ontimeout = () => reject(offline());
		request.onabort = () => reject(options.signal?.reason ?? offline());
		request.upload.onprogress = (event) => options.onProgress?.(event.loaded, event.total);
		options.signal?.addEventListener("abort", () => request.abort());
	});
	options.signal?.throwIfAborted();
	request.open("POST", `${http.server}/api/upload`);
	if (token !== undefined) request.setRequestHeader("Authorization", `Bearer ${token}`);
	request.send(form);
	await answered;
	if (request.status === 401 && again && token !== undefined && http.bearer.refuse(token)) {
		return send(http, form, options, false);
	}
	if (request.status !== 201) throw failure(request.status, request.responseText);
	return JSON.parse(request.responseText) as Upload;
}
