/** A table over the width of its page. */

import type { ReactNode } from "react";
import classes from "./Sheet.module.css";

export function Sheet({ className, children }: { className: string | undefined; children: ReactNode }) {
	return <table className={`${classes.sheet} ${className}`}>{children}</table>;
}
