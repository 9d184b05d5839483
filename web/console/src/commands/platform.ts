/** Is `mod` the Cmd key here? */

export const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform);
