/** The little pictures, as lines on a 24 × 24 grid. */

export const CLOSE = "M6 6l12 12M18 6 6 18";
export const DOWN = "m6 9.5 6 6 6-6";
export const SEND = "M5 12h13M12.5 5.5 19 12l-6.5 6.5";
export const ATTACH =
	"m20 11.5-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.7-7.7";
export const EMOJI =
	"M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5c.8 1.2 2 2 3.5 2s2.7-.8 3.5-2M9 9.5h.01M15 9.5h.01";
export const MORE = "M6 12h.01M12 12h.01M18 12h.01";
export const SOUND_ON = "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11";
export const SOUND_OFF = "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM16 9.5l5 5M21 9.5l-5 5";
export const FILE =
	"M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5l-5-5ZM13.5 3.5v5h5";
export const CLOCK = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.2l2.6 1.6";
export const ALERT = "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 8v4.5M12 16h.01";
export const CHECK = "m5.5 12.5 4 4 9-9";
