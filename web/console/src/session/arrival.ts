/** Imported before everything else: a token in the address is gone before anybody, the router too, has read it. */

import { takeTokenFromAddress } from "./token";

takeTokenFromAddress();
