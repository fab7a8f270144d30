using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Sending;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>Takes a number away. Its conversations stay readable; what it had still to send has failed, and is told so.</summary>
internal sealed class RemoveNumber(TrunklineDb db, ShowNumbers numbers, EndSends ending, IChangeRecord changes)
{
    private const string Unconfirmed = "Type the number to confirm.";

    public static void Map(Faces faces)
    {
        faces.Portal.MapGet(NumberAddresses.NumberRoute + "/remove", Get).Requires(OrganizationPrivileges.Setup);
        faces
            .Portal.MapPost(NumberAddresses.NumberRoute + "/remove", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.removed");
        faces
            .Api.MapDelete(NumberAddresses.ApiNumberRoute, Delete)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.removed");
    }

    private static Task<IResult> Get(
        OrganizationScope scope,
        BusinessNumberId number,
        RemoveNumber remove,
        CancellationToken cancellation
    ) => remove.AskAsync(scope, number, new InputErrors(), cancellation);

    private static async Task<IResult> Post(
        OrganizationScope scope,
        BusinessNumberId number,
        Form form,
        InputErrors errors,
        RemoveNumber remove,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
            return await remove.AskAsync(scope, number, errors, cancellation);
        var removed = await remove.RunAsync(scope, number, form.Confirmation ?? "", cancellation);
        if (removed.Refusal is not InvalidInput)
            return removed.ToHttp(() => Page.SeeOther($"{NumberAddresses.List(scope.Organization)}?done=removed"));
        errors.Add(nameof(Form.Confirmation), Unconfirmed);
        return await remove.AskAsync(scope, number, errors, cancellation);
    }

    private async Task<IResult> AskAsync(
        OrganizationScope scope,
        BusinessNumberId id,
        InputErrors errors,
        CancellationToken cancellation
    )
    {
        if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } number)
            return new NotFound("number").ToHttp();
        var unsent = await ending.CountWaitingAsync(id, cancellation);
        return Page.Of<RemoveNumberPage>(
            new { Shown = new Confirmation(scope, number, unsent, errors.All) },
            errors.Any ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK
        );
    }

    private static async Task<IResult> Delete(
        OrganizationScope scope,
        BusinessNumberId number,
        RemoveNumber remove,
        CancellationToken cancellation
    ) => (await remove.RunAsync(scope, number, null, cancellation)).ToHttp(() => Results.NoContent());

    /// <param name="typed">What was typed to confirm; nothing for a program, which presses no button by mistake.</param>
    private Task<Result> RunAsync(
        OrganizationScope scope,
        BusinessNumberId id,
        string? typed,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } shown)
                    return new NotFound("number");
                if (typed is not null && typed.Trim() != shown.Number)
                    return new InvalidInput(nameof(Form.Confirmation), Unconfirmed);
                await ending.FailWaitingAtRemovedAsync(id, cancellation);
                db.RemoveRange(await db.FrontDesk.Where(desk => desk.Number == id).ToListAsync(cancellation));
                var number = await db.Numbers.SingleAsync(one => one.Id == id, cancellation);
                db.Remove(number);
                await LeaveSetAsideAsync(number, cancellation);
                changes.Record(
                    scope.Actor,
                    new(
                        "number.removed",
                        shown.Organization,
                        shown.OrganizationName,
                        $"WhatsApp number {shown.Number}",
                        new
                        {
                            shown.Number,
                            shown.PhoneNumberId,
                            shown.UsedBy,
                        },
                        null
                    )
                );
                return Result.Done;
            },
            cancellation
        );

    // No page shows any more what was set aside for it. Whoever adds the number again gets it processed anew.
    private async Task LeaveSetAsideAsync(WhatsAppNumber number, CancellationToken cancellation)
    {
        await db.TakeTurnAsync(Lane.OrphansTurn, cancellation);
        var others = await db.Numbers.AnyAsync(
            one => one.Id != number.Id && one.BusinessAccountId == number.BusinessAccountId,
            cancellation
        );
        string[] lanes = others
            ? [number.PhoneNumberId]
            : [number.PhoneNumberId, Lane.OfAccount(number.BusinessAccountId).Name];
        await db
            .Inbox.Where(row => row.State == InboxState.SetAside && lanes.Contains(row.Lane))
            .ExecuteUpdateAsync(change => change.SetProperty(row => row.State, InboxState.Orphaned), cancellation);
    }

    internal sealed record Form : IForm<Form>
    {
        [StringLength(40)]
        public string? Confirmation { get; init; }
    }

    /// <param name="Unsent">How many messages fail when it goes.</param>
    internal sealed record Confirmation(
        OrganizationScope Scope,
        ShownNumber Number,
        int Unsent,
        IReadOnlyDictionary<string, string[]> Errors
    );
}
