import { Application } from "@hotwired/stimulus";
import * as Turbo from "@hotwired/turbo";
import ComposerController from "./controllers/composer";
import ConfirmNameController from "./controllers/confirm_name";
import CopyController from "./controllers/copy";
import FilterController from "./controllers/filter";
import FocusController from "./controllers/focus";
import GuardController from "./controllers/guard";
import LiveController from "./controllers/live";
import MenuController from "./controllers/menu";
import PopupController from "./controllers/popup";
import RevealController from "./controllers/reveal";
import ScrollController from "./controllers/scroll";
import ThemeController from "./controllers/theme";
import ThreadController from "./controllers/thread";
import TimeController from "./controllers/time";
import TitleController from "./controllers/title";
import { carryFormToken } from "./form_token";

// Our own progress bar is in shell.css.
Turbo.config.drive.progressBarDelay = 2 ** 31 - 1;
carryFormToken();

const application = Application.start();
application.register("composer", ComposerController);
application.register("confirm-name", ConfirmNameController);
application.register("copy", CopyController);
application.register("filter", FilterController);
application.register("focus", FocusController);
application.register("guard", GuardController);
application.register("live", LiveController);
application.register("menu", MenuController);
application.register("popup", PopupController);
application.register("reveal", RevealController);
application.register("scroll", ScrollController);
application.register("theme", ThemeController);
application.register("thread", ThreadController);
application.register("time", TimeController);
application.register("title", TitleController);
