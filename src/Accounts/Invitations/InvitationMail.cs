using System.Globalization;
using System.Net;
using Trunkline.Accounts.People;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform.Mail;

namespace Trunkline.Accounts.Invitations;

internal static class InvitationMail
{
    public static SendMail To(Account account, Invitation invitation, OrganizationMap map, string link)
    {
        var enterprise = map.All.First().Name;
        var organization = map.Find(account.OrganizationId)?.Name ?? enterprise;
        var until = invitation.ExpiresAt.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        if (invitation.RenewsPassword)
            return ForPassword(account, invitation, enterprise, until, link);
        var text = $"""
            Hello {account.FirstName},

            {invitation.InvitedByName} invites you to message customers for {organization} ({enterprise}).

            Join here: {link}

            The link is for you alone. It works once, until {until}. You will be asked to choose a password.
            If you did not expect this, ignore it: nothing happens without the link.
            """;
        return new(account.Email, $"{invitation.InvitedByName} invites you to {enterprise}", text, Html(text, link));
    }

    private static SendMail ForPassword(
        Account account,
        Invitation invitation,
        string enterprise,
        string until,
        string link
    )
    {
        var text = $"""
            Hello {account.FirstName},

            {invitation.InvitedByName} sends you this link to set a new password at {enterprise}.

            Set it here: {link}

            The link is for you alone. It works once, until {until}. Until then your old password goes on working.
            If you did not ask for it, tell {invitation.InvitedByName}.
            """;
        return new(account.Email, $"A new password at {enterprise}", text, Html(text, link));
    }

    private static string Html(string text, string link)
    {
        var encoded = WebUtility.HtmlEncode(text);
        var href = WebUtility.HtmlEncode(link);
        var paragraphs = encoded
            .Replace(href, $"<a href=\"{href}\">{href}</a>", StringComparison.Ordinal)
            .Split("\n\n")
            .Select(paragraph => $"<p>{paragraph.Replace("\n", "<br>", StringComparison.Ordinal)}</p>");
        return $"<!doctype html><html lang=\"en\"><body>{string.Concat(paragraphs)}</body></html>";
    }
}
