using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;

namespace Trunkline.Platform.Data;

/// <summary>The keys of ASP.NET Core's data protection (form tokens), in the database so that every process has the same.</summary>
internal sealed class KeyRing(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var keys = scope.ServiceProvider.GetRequiredService<TrunklineDb>().Set<ProtectionKey>().AsNoTracking().ToList();
        return [.. keys.Select(key => XElement.Parse(key.Xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<TrunklineDb>();
        db.Add(new ProtectionKey(Guid.CreateVersion7(), element.ToString(SaveOptions.DisableFormatting)));
#pragma warning disable RS0030 // the framework's interface is synchronous
        db.SaveChanges();
#pragma warning restore RS0030
    }
}

internal sealed record ProtectionKey(Guid Id, string Xml);

internal sealed class ProtectionKeyTable : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> builder)
    {
        builder.ToTable("platform_protection_key");
        builder.HasKey(key => key.Id);
        builder.Property(key => key.Id).ValueGeneratedNever();
    }
}
