// Loaded only where a number is typed: what countries there are and how they write numbers is larger than the rest of the script.
export { AsYouType, isValidPhoneNumber } from "libphonenumber-js/min";
