using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Trunkline.Accounts.Contracts;
using Trunkline.Auditing.Contracts;
using Trunkline.Conversations.Contracts;
using Trunkline.Organizations.Contracts;
using Trunkline.Platform;
using Trunkline.Platform.Data;
using Trunkline.Platform.Http;

namespace Trunkline.WhatsApp.BusinessNumbers;

/// <summary>Gives a number to one account, or shares it with an organization and names who receives first messages.</summary>
internal sealed class AssignNumber(
    TrunklineDb db,
    IOrganizations organizations,
    IAccountDirectory accounts,
    IIncomingMessages incoming,
    IChangeRecord changes,
    ShowNumbers numbers,
    NewlyAble newlyAble,
    TimeProvider time
)
{
    public static void Map(Faces faces)
    {
        faces
            .Portal.MapPost(NumberAddresses.NumberRoute + "/assign", Post)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.assigned");
        faces
            .Api.MapPut(NumberAddresses.ApiNumberRoute, Put)
            .Requires(OrganizationPrivileges.Setup)
            .Audits("number.assigned");
    }

    private static async Task<IResult> Post(
        OrganizationScope scope,
        BusinessNumberId number,
        Form form,
        InputErrors errors,
        AssignNumber assign,
        ShowNumber show,
        CancellationToken cancellation
    )
    {
        if (!errors.Any)
        {
            var assigned = await assign.RunAsync(scope, number, form, cancellation);
            if (assigned.Refusal is null)
                return Page.SeeOther($"{NumberAddresses.Number(scope.Organization, number)}?done=saved");
            if (assigned.Refusal is NotFound)
                return assigned.Refusal.ToHttp();
            errors.Add(assigned.Refusal is ChangedMeanwhile ? "" : nameof(Form.Account), assigned.Refusal.Message);
        }
        return await show.PageAsync(scope, number, form, errors, null, cancellation);
    }

    private static async Task<IResult> Put(
        OrganizationScope scope,
        BusinessNumberId number,
        [FromBody] Form form,
        AssignNumber assign,
        ShowNumbers numbers,
        CancellationToken cancellation
    )
    {
        var assigned = await assign.RunAsync(scope, number, form, cancellation);
        return assigned.Refusal is { } refusal
            ? refusal.ToHttp()
            : Results.Ok(NumberJson.Of((await numbers.FindAsync(scope.Organization, number, cancellation))!));
    }

    private Task<Result> RunAsync(
        OrganizationScope scope,
        BusinessNumberId id,
        Form form,
        CancellationToken cancellation
    ) =>
        db.WriteAsync(
            async () =>
            {
                if (await numbers.FindAsync(scope.Organization, id, cancellation) is not { } before)
                    return new NotFound("number");
                if (form.Version is { } seen && seen != before.Version)
                    return new ChangedMeanwhile("This number");
                if (form.IsForAccount && form.Chosen is null)
                    return new NoAccountChosen();
                var people = form.IsForAccount ? [form.Chosen!.Value] : form.Desk;
                if (!await ReachesAsync(before.Organization, people, cancellation))
                    return new AccountOutOfReach();
                var number = await db.Numbers.SingleAsync(one => one.Id == id, cancellation);
                var able = await newlyAble.ByAsync(number, form.IsForAccount ? form.Chosen : null, cancellation);
                await ApplyAsync(number, form, cancellation);
                await db.SaveChangesAsync(cancellation);
                var after = (await numbers.FindAsync(scope.Organization, id, cancellation))!;
                var change = changes.Record(
                    scope.Actor,
                    new(
                        "number.assigned",
                        after.Organization,
                        after.OrganizationName,
                        $"WhatsApp number {after.Number}",
                        new { before.Use, before.UsedBy },
                        new { after.Use, after.UsedBy }
                    )
                );
                newlyAble.Tell(change, able);
                await incoming.RouteWaitingAsync(id, cancellation);
                return Result.Done;
            },
            cancellation
        );

    private async Task ApplyAsync(WhatsAppNumber number, Form form, CancellationToken cancellation)
    {
        db.RemoveRange(await db.FrontDesk.Where(desk => desk.Number == number.Id).ToListAsync(cancellation));
        await db.SaveChangesAsync(cancellation);
        db.ChangeTracker.Entries<FrontDeskAccount>().ToList().ForEach(entry => entry.State = EntityState.Detached);
        if (form.IsForAccount)
            number.AssignTo(form.Chosen!.Value);
        else
        {
            number.Share(time.GetUtcNow());
            db.AddRange(form.Desk.Select(account => new FrontDeskAccount(number.EnterpriseId, number.Id, account)));
        }
    }

    private async Task<bool> ReachesAsync(
        OrganizationId organization,
        IReadOnlyList<AccountId> people,
        CancellationToken cancellation
    )
    {
        var map = await organizations.NowAsync(cancellation);
        var known = await accounts.HoldAsync(people, cancellation);
        return people.All(one =>
            known.TryGetValue(one, out var found) && map.IsWithin(found.Organization, organization)
        );
    }

    /// <summary><c>account</c> with the account, or <c>shared</c> with its front desk.</summary>
    internal sealed record Form : IForm<Form>
    {
        [
            Required(ErrorMessage = "Choose who uses this number."),
            RegularExpression("account|shared", ErrorMessage = "The use is account or shared.")
        ]
        public required string Use { get; init; }

        [StringLength(40)]
        public string? Account { get; init; }

        [MaxLength(200, ErrorMessage = "A front desk has at most 200 accounts.")]
        public string[]? FrontDesk { get; init; }

        public int? Version { get; init; }

        public bool IsForAccount => Use == "account";

        public AccountId? Chosen => Id.TryParse<AccountId>(Account, out var id) ? id : null;

        /// Whoever stands in the form, whichever use is chosen.
        public IReadOnlyList<AccountId> Named => Chosen is { } chosen ? [.. Desk.Append(chosen).Distinct()] : Desk;

        public IReadOnlyList<AccountId> Desk =>
            [.. (FrontDesk ?? []).Select(text => Id.TryParse<AccountId>(text, out var id) ? id : default).Distinct()];
    }
}
