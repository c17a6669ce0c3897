# Answerback alone: wheels only, no compiler, no root.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN python -m venv /opt/answerback \
 && /opt/answerback/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && /opt/answerback/bin/pip install --no-cache-dir --only-binary :all: /wheels/*.whl \
 && /opt/answerback/bin/pip uninstall --yes pip

FROM python:3.12-slim
COPY --from=build /opt/answerback /opt/answerback
RUN useradd --system --uid 10001 --no-create-home answerback
USER 10001
WORKDIR /tmp
ENV PATH="/opt/answerback/bin:$PATH"
ENTRYPOINT ["answerback"]
CMD ["--help"]
