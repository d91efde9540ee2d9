// Swagger UI on our own document; requests carry the page's language and, as our forms do, its token against forgery.
const place = document.getElementById("try-api");
const token = document.querySelector("meta[name=csrf-token]").content;

SwaggerUIBundle({
  url: place.dataset.openapi,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor(request) {
    request.headers["Accept-Language"] = place.dataset.language;
    if (!request.headers.Authorization) request.headers["X-CSRFToken"] = token;
    return request;
  },
});
