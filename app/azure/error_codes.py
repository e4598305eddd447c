"""Which of the meanings in `error_table` each code of the service has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.azure import error_table as meaning
from app.azure.error_table import Meaning

_BY_MEANING: Final[tuple[tuple[Meaning, str], ...]] = (
    (
        meaning.THROTTLED,
        (
            "TooManyRequests TooManyRequestsReceived SubscriptionRequestsThrottled "
            "ResourceRequestsThrottled RequestsThrottled TenantRequestsThrottled "
            "SubscriptionUserRequestsThrottled"
        ),
    ),
    (
        meaning.BUSY,
        (
            "AnotherOperationInProgress RetryableError RetryableErrorDueToAnotherOperation "
            "ReferencedResourceNotProvisioned CanceledAndSupersededDueToAnotherOperation "
            "OperationPreempted NicReservedForAnotherVm DeploymentActive PreconditionFailed"
        ),
    ),
    (
        meaning.SERVER_ERROR,
        (
            "ServerTimeout InternalServerError InternalExecutionError "
            "InternalOperationError ServiceUnavailable GatewayTimeout ServerBusy "
            "ResourceGatewayTimeout NetworkingInternalOperationError "
            "DiskServiceInternalError InternalDiskManagementError InternalAllocationError "
            "RequestTimeout OperationTimedOut"
        ),
    ),
    (
        meaning.BEING_DELETED,
        (
            "ResourceGroupBeingDeleted OperationNotAllowedOnVMMarkedForDeletion "
            "ResourceGroupDeletionTimeout"
        ),
    ),
    (meaning.QUOTA, "QuotaExceeded ResourceQuotaExceeded"),
    (
        meaning.ADDRESS_QUOTA,
        (
            "PublicIPCountLimitReached StaticPublicIPCountLimitReached "
            "IPv4BasicSkuPublicIpCountLimitReached IPv4StandardSkuPublicIpCountLimitReached"
        ),
    ),
    (meaning.OTHER_QUOTA, "ResourceGroupQuotaExceeded"),
    (meaning.SIZE, "SkuNotAvailable VMSizeNotSupported NotAvailableForSubscription"),
    (
        meaning.CAPACITY,
        (
            "AllocationFailed ZonalAllocationFailed OverconstrainedAllocationRequest "
            "OverconstrainedZonalAllocationRequest InsufficientCapacity"
        ),
    ),
    (meaning.SIZE_MISFIT, "TrustedLaunchNotSupported"),
    (meaning.IMAGE, "ImageNotFound PlatformImageNotFound ArtifactNotFound ImageVersionDeprecated"),
    (meaning.TERMS, "MarketplaceTermsNotAccepted"),
    (meaning.PURCHASE, "MarketplacePurchaseEligibilityFailed VMMarketplaceInvalidInput"),
    (
        meaning.REGION,
        (
            "LocationNotAvailableForResourceGroup LocationNotAvailableForResourceType "
            "NoRegisteredProviderFound LocationRequired LocationNotFoundForRoleSize"
        ),
    ),
    (meaning.POLICY, "RequestDisallowedByPolicy RequestDisallowedByAzure"),
    (meaning.LABEL, "DnsRecordInUse"),
    (
        meaning.NAME,
        "DnsRecordIsReserved InvalidDomainNameLabel ReservedResourceName InvalidResourceName",
    ),
    (meaning.ELSEWHERE, "InvalidResourceGroupLocation InvalidResourceLocation"),
    (meaning.NOT_FOUND, "ResourceGroupNotFound ResourceNotFound"),
    (
        meaning.REFERENCE,
        "ParentResourceNotFound InvalidResourceReference InvalidResourceId LinkedInvalidPropertyId",
    ),
    (
        meaning.IN_USE,
        (
            "NicInUse PublicIPAddressCannotBeDeleted PublicIPAddressInUse "
            "InUseSubnetCannotBeDeleted InUseNetworkSecurityGroupCannotBeDeleted "
            "InUseRouteTableCannotBeDeleted CannotDeleteResource "
            "ResourceGroupDeletionFailed"
        ),
    ),
    (meaning.LOCKED, "ScopeLocked"),
    (
        meaning.FORBIDDEN,
        "AuthorizationFailed LinkedAuthorizationFailed Forbidden DenyAssignmentAuthorizationFailed",
    ),
    (meaning.SUBSCRIPTION, "SubscriptionNotFound InvalidSubscriptionId"),
    (meaning.SUBSCRIPTION_OFF, "ReadOnlyDisabledSubscription SubscriptionDisabled"),
    (
        meaning.EXPIRED,
        (
            "ExpiredAuthenticationToken InvalidAuthenticationToken AuthenticationFailed "
            "AuthenticationFailedMissingToken Unauthorized"
        ),
    ),
    (meaning.WRONG_TENANT, "InvalidAuthenticationTokenTenant"),
    (
        meaning.UNREGISTERED,
        (
            "MissingSubscriptionRegistration SubscriptionNotRegistered "
            "SubscriptionNotRegisteredForFeature"
        ),
    ),
    (
        meaning.BOOT,
        (
            "OSProvisioningTimedOut OSProvisioningClientError OSProvisioningInternalError "
            "VMStartTimedOut"
        ),
    ),
    (
        meaning.AGENT,
        (
            "VMAgentStatusCommunicationError VMExtensionProvisioningError "
            "VMExtensionProvisioningTimeout VMExtensionHandlerNonTransientError "
            "VMExtensionManagementInternalError VMNotRunning"
        ),
    ),
    (meaning.UNCHANGEABLE, "PropertyChangeNotAllowed"),
    (
        meaning.NETWORKS,
        (
            "InvalidAddressPrefixFormat SecurityRuleInvalidAddressPrefix "
            "InvalidCIDRNotation NetcfgInvalidSubnet NetcfgSubnetRangesOverlap "
            "NetcfgInvalidIPAddressPrefix SecurityRuleParameterContainsUnsupportedValue"
        ),
    ),
    (
        meaning.REFUSED,
        (
            "InvalidParameter InvalidRequestContent InvalidRequestFormat BadRequest "
            "InvalidTemplate InvalidTemplateDeployment InvalidApiVersionParameter "
            "MissingApiVersionParameter MethodNotAllowed InvalidResourceType "
            "DeploymentFailed ResourceDeploymentFailure InvalidContentLink"
        ),
    ),
    (meaning.CONFLICT, "Conflict ConflictingUserInput"),
    (meaning.STATE, "OperationNotAllowed"),
)

MEANINGS: Final[Mapping[str, Meaning]] = {
    code.lower(): entry for entry, codes in _BY_MEANING for code in codes.split()
} | {"notfound": meaning.NOT_FOUND}

GENERIC: Final = frozenset(
    code.lower()
    for entry, codes in _BY_MEANING
    if entry in (meaning.REFUSED, meaning.CONFLICT, meaning.STATE)
    for code in codes.split()
) | {"notfound", "resourcenotfound"}
"""Codes that say little: a more telling one around or inside them wins."""
