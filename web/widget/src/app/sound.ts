/** What does a new message sound like? Two soft tones made by the browser itself, in one tab of all. */

const TONES = [
	{ hertz: 784, at: 0 },
	{ hertz: 1046, at: 0.11 },
];
const LENGTH = 0.32;
const LOUDNESS = 0.08;

let context: AudioContext | null = null;

/** Browsers let a page sound only after somebody touched it. */
export function unlockSound(): void {
	context ??= "AudioContext" in window ? new AudioContext() : null;
	if (context?.state === "suspended") void context.resume();
}

export async function playSound(): Promise<void> {
	if (!context) return;
	if (!navigator.locks) return ring(context);
	const sounding = context;
	// All tabs hear of the message at the same moment: who has the lock rings, the others stay silent.
	await navigator.locks.request("kefu:sound", { ifAvailable: true }, async (lock) => {
		if (!lock) return;
		ring(sounding);
		await new Promise((resolve) => setTimeout(resolve, 600));
	});
}

function ring(context: AudioContext): void {
	for (const { hertz, at } of TONES) {
		const start = context.currentTime + at;
		const [tone, volume] = [context.createOscillator(), context.createGain()];
		tone.frequency.value = hertz;
		volume.gain.setValueAtTime(0, start);
		volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015);
		volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH);
		tone.connect(volume).connect(context.destination);
		tone.start(start);
		tone.stop(start + LENGTH);
	}
}
