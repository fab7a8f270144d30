using Trunkline.Conversations.Contracts;
using Trunkline.Platform;

namespace Trunkline.WhatsApp.BusinessNumbers;

internal static class NumberAddresses
{
    public const string ListRoute = "/o/{organization}/setup/whatsapp-numbers";
    public const string NumberRoute = ListRoute + "/{number}";
    public const string ApiListRoute = "/organizations/{organization}/whatsapp-numbers";
    public const string ApiNumberRoute = ApiListRoute + "/{number}";

    public static string List(OrganizationId at) => $"/portal/o/{at}/setup/whatsapp-numbers";

    public static string Number(OrganizationId at, BusinessNumberId number) => $"{List(at)}/{number}";

    public static string Assign(OrganizationId at, BusinessNumberId number) => $"{Number(at, number)}/assign";

    public static string Resume(OrganizationId at, BusinessNumberId number) => $"{Number(at, number)}/resume";

    public static string Connection(OrganizationId at, BusinessNumberId number) => $"{Number(at, number)}/connection";

    public static string SetThroughput(OrganizationId at, BusinessNumberId number) =>
        $"{Number(at, number)}/throughput";

    public static string Remove(OrganizationId at, BusinessNumberId number) => $"{Number(at, number)}/remove";

    public static string Setup(OrganizationId at) => $"/portal/o/{at}/setup";
}
