# syntax=docker/dockerfile:1.7
# Two images: `docker build --target portal .` and `docker build --target issuer .`
# Tags, not digests: pin the digests that your registry shows you when you take these over.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble AS build
WORKDIR /src
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# What decides the packages comes first, so that a change of code does not restore again.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY WebPortal/WebPortal.csproj WebPortal/
COPY WebPortal.Issuer/WebPortal.Issuer.csproj WebPortal.Issuer/
RUN dotnet restore WebPortal -p:Configuration=Release && dotnet restore WebPortal.Issuer -p:Configuration=Release
COPY WebPortal/ WebPortal/
COPY WebPortal.Issuer/ WebPortal.Issuer/
RUN dotnet publish WebPortal -c Release --no-restore -o /out/portal \
 && dotnet publish WebPortal.Issuer -c Release --no-restore -o /out/issuer \
 && mkdir -p /out/data

# Chiselled: no shell, no package manager; "extra" has ICU, without which SQL Server's client opens no connection. User "app" has the number 1654.
FROM mcr.microsoft.com/dotnet/aspnet:10.0.12-noble-chiseled-extra AS runtime
WORKDIR /app
USER 1654:1654
# Nothing is written below /app, so the root file system may be read-only; large form fields and diagnostics would go to /tmp.
# Two malloc arenas in place of eight a core: native memory that one thread has freed serves the next one.
ENV DOTNET_EnableDiagnostics=0 ASPNETCORE_TEMP=/tmp MALLOC_ARENA_MAX=2

FROM runtime AS issuer
COPY --from=build --chown=root:root /out/issuer .
COPY --from=build --chown=1654:1654 /out/data /data
ENV Issuer__ListenOn=http://*:8081 Issuer__DataDirectory=/data
EXPOSE 8081
VOLUME /data
ENTRYPOINT ["dotnet", "WebPortal.Issuer.dll"]

FROM runtime AS portal
COPY --from=build --chown=root:root /out/portal .
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# There is no shell to curl with: the portal asks itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["dotnet", "WebPortal.dll", "--health"]
ENTRYPOINT ["dotnet", "WebPortal.dll"]
