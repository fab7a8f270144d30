namespace Trunkline.WhatsApp.Simulator.State;

/// <summary>How WhatsApp reads phone numbers: what it makes of a spelling, and which spellings are one person.</summary>
internal static class Dialing
{
    static readonly Dictionary<string, string> CountryByCode = Parse(
        "1:US 7:RU 20:EG 27:ZA 30:GR 31:NL 32:BE 33:FR 34:ES 36:HU 39:IT 40:RO 41:CH 43:AT 44:GB 45:DK 46:SE 47:NO 48:PL 49:DE "
            + "51:PE 52:MX 53:CU 54:AR 55:BR 56:CL 57:CO 58:VE 60:MY 61:AU 62:ID 63:PH 64:NZ 65:SG 66:TH 81:JP 82:KR 84:VN 86:CN "
            + "90:TR 91:IN 92:PK 93:AF 94:LK 95:MM 98:IR 211:SS 212:MA 213:DZ 216:TN 218:LY 220:GM 221:SN 222:MR 223:ML 224:GN "
            + "225:CI 226:BF 227:NE 228:TG 229:BJ 230:MU 231:LR 232:SL 233:GH 234:NG 235:TD 236:CF 237:CM 238:CV 239:ST 240:GQ "
            + "241:GA 242:CG 243:CD 244:AO 245:GW 248:SC 249:SD 250:RW 251:ET 252:SO 253:DJ 254:KE 255:TZ 256:UG 257:BI 258:MZ "
            + "260:ZM 261:MG 262:RE 263:ZW 264:NA 265:MW 266:LS 267:BW 268:SZ 269:KM 291:ER 297:AW 298:FO 299:GL 350:GI 351:PT "
            + "352:LU 353:IE 354:IS 355:AL 356:MT 357:CY 358:FI 359:BG 370:LT 371:LV 372:EE 373:MD 374:AM 375:BY 376:AD 377:MC "
            + "378:SM 380:UA 381:RS 382:ME 383:XK 385:HR 386:SI 387:BA 389:MK 420:CZ 421:SK 423:LI 501:BZ 502:GT 503:SV 504:HN "
            + "505:NI 506:CR 507:PA 509:HT 590:GP 591:BO 592:GY 593:EC 595:PY 597:SR 598:UY 599:CW 670:TL 673:BN 675:PG 676:TO "
            + "679:FJ 685:WS 687:NC 689:PF 852:HK 853:MO 855:KH 856:LA 880:BD 886:TW 960:MV 961:LB 962:JO 963:SY 964:IQ 965:KW "
            + "966:SA 967:YE 968:OM 970:PS 971:AE 972:IL 973:BH 974:QA 975:BT 976:MN 977:NP 992:TJ 993:TM 994:AZ 995:GE 996:KG 998:UZ"
    );

    public static string Digits(string spelled) => new([.. spelled.Where(char.IsAsciiDigit)]);

    public static string CallingCode(string digits)
    {
        for (var length = 3; length > 0; length--)
        {
            if (digits.Length > length && CountryByCode.ContainsKey(digits[..length]))
                return digits[..length];
        }
        return "1";
    }

    public static string Country(string digits) => CountryByCode[CallingCode(digits)];

    /// <summary>
    /// The digits that Meta dials, or null when it is no phone number. Without a leading plus the business number's own
    /// country code is put in front, unless it is already there: a foreign number without its plus becomes a wrong number.
    /// </summary>
    public static string? Dialled(string spelled, string businessDigits)
    {
        var trimmed = spelled.Trim();
        var digits = Digits(trimmed);
        if (trimmed.Any(c => !char.IsAsciiDigit(c) && !"+-(). /\u00a0".Contains(c)))
            return null;
        if (!trimmed.StartsWith('+'))
        {
            if (digits.StartsWith('0'))
                return null;
            var home = CallingCode(businessDigits);
            if (!digits.StartsWith(home, StringComparison.Ordinal) || digits.Length <= 10)
                digits = home + digits;
        }
        return digits.Length is >= 7 and <= 15 && !digits.StartsWith('0') ? digits : null;
    }

    /// <summary>The wa_id of a number: Brazil, Mexico and Argentina have two spellings, and WhatsApp keeps one of them.</summary>
    public static string WaId(string digits) =>
        digits switch
        {
            ['5', '5', _, _, '9', ..] when digits.Length == 13 && BrazilianArea(digits) > 28 => string.Concat(
                digits.AsSpan(0, 4),
                digits.AsSpan(5)
            ),
            ['5', '5', ..] when digits.Length == 12 && BrazilianArea(digits) <= 28 => string.Concat(
                digits.AsSpan(0, 4),
                "9",
                digits.AsSpan(4)
            ),
            ['5', '2', ..] when digits.Length == 12 => string.Concat("521", digits.AsSpan(2)),
            ['5', '4', ..] when digits.Length == 12 => string.Concat("549", digits.AsSpan(2)),
            _ => digits,
        };

    /// <summary>Two spellings of one person's number.</summary>
    public static bool Same(string left, string right) => Shortest(left) == Shortest(right);

    static string Shortest(string digits) =>
        digits switch
        {
            ['5', '5', _, _, '9', ..] when digits.Length == 13 => string.Concat(digits.AsSpan(0, 4), digits.AsSpan(5)),
            ['5', '2', '1', ..] when digits.Length == 13 => string.Concat("52", digits.AsSpan(3)),
            ['5', '4', '9', ..] when digits.Length == 13 => string.Concat("54", digits.AsSpan(3)),
            _ => digits,
        };

    static int BrazilianArea(string digits) => (digits[2] - '0') * 10 + digits[3] - '0';

    static Dictionary<string, string> Parse(string table) =>
        table.Split(' ').Select(pair => pair.Split(':')).ToDictionary(pair => pair[0], pair => pair[1]);
}
