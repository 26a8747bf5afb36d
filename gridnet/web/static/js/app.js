// What every page does. Screens load modules of their own beside this one.

import { keepCounting } from "./left.js";
import { listen } from "./live.js";
import { tellNetwork } from "./network.js";
import { refreshGently } from "./refresh.js";
import { keepForOffline } from "./offline/pages.js";
import { start } from "./outbox/start.js";
import { closePlaces } from "./places.js";
import { openSheets } from "./sheets.js";
import { tellRefusals } from "./toast.js";
import { offerUndo } from "./undo.js";

keepCounting();
openSheets();
closePlaces();
tellRefusals();
offerUndo();
tellNetwork();
refreshGently();
listen();
keepForOffline();
start();
