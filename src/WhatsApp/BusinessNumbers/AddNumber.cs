using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Trunkline.Auditing.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;
using Trunkline.WhatsApp.Processing;
using Trunkline.WhatsApp.Webhooks;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>Adds a number to an organization. Nobody may use it before it is assigned or shared; what arrived for it earlier is processed now.</summary>
internal sealed class AddNumber(TrunklineDb db, IOrganizations organizations, IChangeRecord changes, TimeProvider time)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost(NumberAddresses.ListRoute, Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.added");
        faces
            .Api.MapPost(NumberAddresses.ApiListRoute, PostJson)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.added");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        Form form,
        InputErrors errors,
        AddNumber add,
        ListNumbers list,
        CancellationToken cancellation
    )
    {
        if (errors.Any)
            return await list.PageAsync(scope, form, errors, null, cancellation);
        var added = await add.RunAsync(scope, form, cancellation);
        if (added.Refusal is not { } refusal)
            return Page.SeeOther($"{NumberAddresses.Number(scope.Organization, added.Value)}?done=added");
        errors.Add(refusal is NumberTaken ? nameof(Form.PhoneNumberId) : nameof(Form.Number), refusal.Message);
        return await list.PageAsync(scope, form, errors, null, cancellation);
    }

    private static async Task<IResult> PostJson(
        OrganizationScope scope,
        [FromBody] Form form,
        AddNumber add,
        ShowNumbers numbers,
        CancellationToken cancellation
    )
    {
        var added = await add.RunAsync(scope, form, cancellation);
        return added.Refusal is { } refusal
            ? refusal.ToHttp()
            : Results.Ok(NumberJson.Of((await numbers.FindAsync(scope.Organization, added.Value, cancellation))!));
    }

    private async Task<Result<BusinessNumberId>> RunAsync(
        OrganizationScope scope,
        Form form,
        CancellationToken cancellation
    )
    {
        var address = PhoneNumbers.Read(form.Number);
        if (address.Refusal is { } refusal)
            return refusal;
        try
        {
            return await db.WriteAsync<BusinessNumberId>(() => WriteAsync(scope, form, cancellation), cancellation);
        }
        catch (Exception error) when (error.IsDuplicate())
        {
            return new NumberTaken();
        }
    }

    private async Task<Result<BusinessNumberId>> WriteAsync(
        OrganizationScope scope,
        Form form,
        CancellationToken cancellation
    )
    {
        if (await organizations.HoldAsync(scope.Organization, cancellation) is { } gone)
            return gone;
        var number = new WhatsAppNumber(
            scope.Enterprise,
            scope.Organization,
            form.PhoneNumberId,
            form.BusinessAccountId,
            form.Number.Trim(),
            form.VerifiedName.Trim(),
            time.GetUtcNow()
        );
        db.Add(number);
        var subject = $"WhatsApp number {number.Display}";
        changes.Record(
            scope.Actor,
            new(
                "number.added",
                scope.Organization,
                scope.Name,
                subject,
                null,
                new { number.Display, number.PhoneNumberId }
            )
        );
        await db.SaveChangesAsync(cancellation);
        await db.TakeTurnAsync(Lane.OrphansTurn, cancellation);
        string[] waiting = [number.PhoneNumberId, Lane.OfAccount(number.BusinessAccountId).Name];
        await db
            .Inbox.Where(row => row.State == InboxState.Orphaned && waiting.Contains(row.Lane))
            .ExecuteUpdateAsync(change => change.SetProperty(row => row.State, InboxState.Waiting), cancellation);
        foreach (var lane in waiting)
            db.Wake(LaneSignals.Topic(lane));
        return number.Id;
    }

    internal sealed record Form(
        [property: Required(ErrorMessage = "Type the number with + and its country code."), StringLength(40)]
            string Number,
        [property: Required(ErrorMessage = "Type the name that customers see."), OneLine, StringLength(200)]
            string VerifiedName,
        [property:
            Required(ErrorMessage = "Copy the phone number id from WhatsApp Manager."),
            RegularExpression("[0-9]{5,40}", ErrorMessage = "The phone number id has digits only.")
        ]
            string PhoneNumberId,
        [property:
            Required(ErrorMessage = "Copy the business account id from WhatsApp Manager."),
            RegularExpression("[0-9]{5,40}", ErrorMessage = "The business account id has digits only.")
        ]
            string BusinessAccountId
    ) : IForm<Form>;
}
