/** What does a new message sound like? Two short notes, made here: no file has to be loaded. */

const NOTES = [
	{ hertz: 880, after: 0 },
	{ hertz: 1318.5, after: 0.11 },
] as const;
const LASTS = 0.35;
const ATTACK = 0.012;
/** Exponential ramps never reach zero. */
const SILENCE = 0.0001;
const LOUDEST = 0.3;

let context: AudioContext | null = null;

/** Silent, too, where the browser wants a click on the page first. `volume` is 0 to 1. */
export async function playChime(volume: number): Promise<void> {
	if (typeof AudioContext === "undefined" || volume <= 0) return;
	context ??= new AudioContext();
	if (context.state === "suspended") await context.resume();
	for (const note of NOTES) playNote(context, note.hertz, context.currentTime + note.after, volume * LOUDEST);
}

function playNote(audio: AudioContext, hertz: number, at: number, loudness: number): void {
	const gain = audio.createGain();
	gain.gain.setValueAtTime(SILENCE, at);
	gain.gain.exponentialRampToValueAtTime(loudness, at + ATTACK);
	gain.gain.exponentialRampToValueAtTime(SILENCE, at + LASTS);
	const tone = audio.createOscillator();
	tone.type = "sine";
	tone.frequency.value = hertz;
	tone.connect(gain).connect(audio.destination);
	tone.start(at);
	tone.stop(at + LASTS);
}
