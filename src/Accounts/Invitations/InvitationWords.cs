namespace Trunkline.Accounts.Invitations;

internal static class InvitationWords
{
    public static string Of(InvitationState state) =>
        state switch
        {
            InvitationState.Sent => "Sent",
            InvitationState.Opened => "Opened",
            InvitationState.Accepted => "Accepted",
            InvitationState.Expired => "Expired",
            InvitationState.Revoked => "Revoked",
        };
}
